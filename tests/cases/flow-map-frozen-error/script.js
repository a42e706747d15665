const frozen = Object.freeze(new Error("the cause"));
return await map([1, 2], (n) => (n === 2 ? Promise.reject(frozen) : n)).catch((error) => [error.message, error.partial ?? null]);
