const numbers = [1, 2, 3];
numbers.map((n) => n * n);
