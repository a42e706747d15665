return { map: new Map([['a', 1], ['b', new Set([2])]]), pairs: new Map([[{ k: 1 }, 2]]), set: new Set(['x']), empty: [new Map(), new Set()] };
