const nothing = null;
return {
  get a() {
    return nothing.b;
  },
};
