const lazy = {
  get value() {
    throw new Error('not yet');
  },
};
return lazy.value;
