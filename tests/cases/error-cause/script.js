try {
  null.x;
} catch (cause) {
  throw new Error('could not load', { cause });
}
