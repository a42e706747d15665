try {
  null.x;
} catch (error) {
  return [error instanceof TypeError, typeof error.stack];
}
