return async (input) => input.n + 1;
