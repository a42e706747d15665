const errors = [];
for (const run of [() => btoa("ü€"), () => atob("a"), () => atob("a*bc")]) {
  try {
    run();
  } catch (error) {
    errors.push(error.name);
  }
}
return [btoa("hello ü"), atob("aGVsbG8g/A=="), atob(" aG Vs bG8 "), btoa(""), atob(btoa(String.fromCharCode(...Array(256).keys()))).length, errors];
