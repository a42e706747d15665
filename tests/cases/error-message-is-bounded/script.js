throw new Error('é'.repeat(1000000));
