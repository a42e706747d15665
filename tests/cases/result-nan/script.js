return { ratio: 0 / 0, list: [Infinity, 1], same: NaN };
