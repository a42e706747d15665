function depth(n) {
  return 1 + depth(n + 1);
}
return depth(0);
