const later = new Promise((_, reject) => setTimeout(() => reject(new Error('rejected later')), 1));
await later;
