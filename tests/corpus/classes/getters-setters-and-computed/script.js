class Temperature {
  #kelvin;
  static #made = 0;

  constructor(celsius = 0) {
    this.celsius = celsius; // through the setter
    Temperature.#made++;
  }
  get celsius() {
    return Math.round((this.#kelvin - 273.15) * 100) / 100;
  }
  set celsius(value) {
    if (typeof value !== "number" || Number.isNaN(value)) throw new TypeError("a temperature is a number");
    if (value < -273.15) throw new RangeError("below absolute zero");
    this.#kelvin = value + 273.15;
  }
  get fahrenheit() {
    return Math.round((this.celsius * 1.8 + 32) * 100) / 100;
  }
  set fahrenheit(value) {
    this.celsius = (value - 32) / 1.8;
  }
  static get made() {
    return Temperature.#made;
  }
  static isIt = (value) => #kelvin in Object(value);
}

// computed once and then an own property
class Report {
  runs = 0;
  constructor(values) {
    this.values = values;
  }
  get mean() {
    this.runs++;
    const value = this.values.reduce((a, b) => a + b) / this.values.length;
    Object.defineProperty(this, "mean", { value });
    return value;
  }
}

const t = new Temperature(20);
const log = [t.fahrenheit];
t.fahrenheit = 212;
log.push(t.celsius);
t.celsius += 0.5;
log.push(t.fahrenheit);

const errors = [-300, "hot", NaN].map((value) => {
  try {
    t.celsius = value;
  } catch (e) {
    return e.message;
  }
});
let readOnly = false;
try {
  (() => {
    "use strict";
    Temperature.made = 5;
  })();
} catch (e) {
  readOnly = e instanceof TypeError;
}

const report = new Report([1, 2, 6]);
const means = [report.mean, report.mean, report.mean];
return { log, errors, after: t.celsius, readOnly, made: Temperature.made, is: [Temperature.isIt(t), Temperature.isIt({})], means, runs: report.runs };
