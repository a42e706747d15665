const kinds = ["unknown_tool", "invalid_arguments", "denied", "timed_out", "unavailable", "limit_exceeded", "invalid_result"];
const ends = await Promise.allSettled(kinds.map((kind) => tools.faulty[`fail_${kind}`]()));
return ends.map(({ reason }) => [reason.kind, reason.message, reason.retryable]);
