// Who breaks out of a loop closes the generator: finally runs, in the right order, exactly once.
const log = [];

function* resource(name, count) {
  log.push(`open ${name}`);
  try {
    for (let i = 1; i <= count; i++) yield `${name}${i}`;
  } finally {
    log.push(`close ${name}`);
  }
}

function* both() {
  try {
    yield* resource("a", 2);
    yield* resource("b", 3);
  } finally {
    log.push("close both");
  }
}

for (const x of both()) {
  log.push(x);
  if (x === "b2") break;
}

const closed = resource("c", 5);
closed.next();
closed.return();
closed.return();

try {
  for (const x of resource("d", 2)) throw new Error(`at ${x}`);
} catch (e) {
  log.push(e.message);
}

resource("never", 1).return(); // not started, so there is nothing to close

async function* streaming() {
  try {
    for (let i = 0; ; i++) yield await tools.feed.item({ i });
  } finally {
    log.push(await tools.feed.close({}));
  }
}
for await (const item of streaming()) {
  log.push(item);
  if (item === "two") break;
}
log.push("end");
return log;
