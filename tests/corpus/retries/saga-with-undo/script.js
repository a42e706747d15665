(async () => {
  const journal = [];
  const undo = [];

  async function step(name, run) {
    const { ref } = await run();
    journal.push(`${name} ${ref}`);
    undo.push({ name, ref });
  }

  let error = null;
  try {
    await step("flight", () => tools.travel.book_flight({ to: "LIS" }));
    await step("hotel", () => tools.travel.book_hotel({ nights: 3 }));
    await step("car", () => tools.travel.book_car({ days: 3 }));
    journal.push("all booked");
  } catch (e) {
    error = e.message;
    // in reverse; an undo that fails must not keep the others from running
    const stuck = [];
    for (const { name, ref } of undo.reverse()) {
      try {
        await tools.travel.cancel({ ref });
        journal.push(`cancelled ${name}`);
      } catch (inner) {
        stuck.push(`${name}: ${inner.message}`);
      }
    }
    if (stuck.length) error = new AggregateError([e], `${e.message}; not undone: ${stuck.join(", ")}`).message;
  } finally {
    journal.push("end");
  }
  return { journal, error };
})();
