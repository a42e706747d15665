return {
  toJSON() {
    throw new Error('not now');
  },
};
