const error = new RangeError('x');
Object.defineProperty(error, 'message', { get() { throw 1; } });
throw error;
