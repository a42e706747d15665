if (input === null) return 'early';
throw new Error('not reached');
