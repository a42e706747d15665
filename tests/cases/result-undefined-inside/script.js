return { gone: undefined, kept: [undefined, 1], f() {}, [Symbol('s')]: 1 };
