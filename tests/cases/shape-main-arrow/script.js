const main = async (input) => input.n * 2;
