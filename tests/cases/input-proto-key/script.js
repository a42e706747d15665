return [Object.keys(input), input.a, Object.getPrototypeOf(input) === Object.prototype];
