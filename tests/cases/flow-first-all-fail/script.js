const error = await first([tools.src.down(), tools.src.down()]).catch((error) => error);
const one = await first([tools.src.down()]).catch((error) => error);
return [error.name, error.message, error.errors.map((each) => each.kind), one.kind, one.tool];
