module.exports = async (input) => input.n;
