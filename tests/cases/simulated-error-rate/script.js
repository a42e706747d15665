const ends = await Promise.allSettled(Array.from({ length: 200 }, () => tools.flaky.get()));
const failed = ends.filter((end) => end.status === "rejected");
return { some: failed.length > 40 && failed.length < 80, retryable: failed.every((end) => end.reason.retryable), kind: failed[0].reason.kind };
