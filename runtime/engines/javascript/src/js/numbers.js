// Intl.NumberFormat and what the prototypes of numbers have of it. Digits are rounded as decimals, from the shortest text
// that is the number; what is data of languages is in locale-numbers.js.
(function (native, exports) {
  "use strict";
  const { add, hidden, refuse, resolve, dataOf, option, count, given, only, DEFAULT } = exports.intl;
  const { NUMBERS, CURRENCY_DIGITS } = exports.intl;

  // 0.DIGITS · 10^exponent, without zeros at the ends; no digits are zero. `special` is the text of what has no digits.
  function decimal(value) {
    if (typeof value === "number" && !Number.isFinite(value)) return { negative: value < 0, special: Number.isNaN(value) ? "NaN" : "∞", digits: "", exponent: 0 };
    const text = Object.is(value, -0) ? "-0" : String(value);
    const [, sign, integer, fraction = "", power = "0"] = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text);
    return trimmed(sign === "-", integer + fraction, integer.length + Number(power));
  }
  function trimmed(negative, digits, exponent) {
    const leading = /^0*/.exec(digits)[0].length;
    digits = digits.slice(leading).replace(/0+$/, "");
    return { negative, digits, exponent: digits ? exponent - leading : 0 };
  }

  // What a value is for formatting: a text keeps the digits that a number would lose.
  const MAX_TEXT = 1000;
  function numeric(value) {
    if (typeof value === "object" && value !== null) value = value[Symbol.toPrimitive]?.("number") ?? primitive(value);
    if (typeof value === "string") {
      const text = value.trim();
      if (text.length <= MAX_TEXT && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(text)) return decimal(text);
    }
    return decimal(typeof value === "bigint" ? value : Number(value));
  }
  const primitive = (value) => (typeof value.valueOf() === "bigint" ? value.valueOf() : Number(value));

  const MODES = ["ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven"];
  // Keeps that many digits.
  function rounded(number, keep, mode) {
    const { negative, digits, exponent } = number;
    if (number.special || keep >= digits.length) return number;
    const head = keep > 0 ? digits.slice(0, keep) : "";
    const rest = keep >= 0 ? digits.slice(keep) : "0" + digits;
    const half = rest[0] === "5" ? (rest.length > 1 ? 1 : 0) : rest[0] > "5" ? 1 : -1;
    const away = { ceil: !negative, floor: negative, expand: true, trunc: false }[mode.replace(/^half/, "").toLowerCase()] ?? (head ? Number(head.at(-1)) % 2 === 1 : false);
    const up = mode.startsWith("half") ? half > 0 || (half === 0 && away) : away;
    if (!up) return trimmed(negative, head, exponent);
    const next = String(BigInt(head || "0") + 1n);
    return trimmed(negative, next, exponent + (next.length - head.length) + (keep < 0 ? -keep : 0));
  }

  // A number's digits before and after the point, as its format wants them.
  function places(number, format) {
    const { rounding, mode } = format;
    let kept = number;
    let least = 0;
    if (rounding === "compact") {
      kept = rounded(number, Math.max(2, number.exponent), mode);
    } else if (rounding === "significant") {
      kept = rounded(number, format.maximumSignificantDigits, mode);
      least = kept.digits ? format.minimumSignificantDigits - kept.exponent : format.minimumSignificantDigits - 1;
    } else {
      kept = rounded(number, number.exponent + format.maximumFractionDigits, mode);
      least = format.minimumFractionDigits;
    }
    const { digits, exponent } = kept;
    const integer = exponent > 0 ? digits.slice(0, exponent).padEnd(exponent, "0") : "0";
    let fraction = exponent > 0 ? digits.slice(exponent) : digits && "0".repeat(-exponent) + digits;
    if (fraction.length < least) fraction = fraction.padEnd(least, "0");
    if (format.trailingZeroDisplay === "stripIfInteger" && !/[1-9]/.test(fraction)) fraction = "";
    return { kept, integer: integer.padStart(format.minimumIntegerDigits, "0"), fraction };
  }

  const scaled = (number, power) => (number.digits ? { ...number, exponent: number.exponent - power } : number);

  // The notations: the number's places, and what is written after them.
  const NOTATIONS = {
    standard: (number, format) => ({ ...places(number, format), power: 0 }),
    scientific: (number, format) => powered(number, format, 1),
    engineering: (number, format) => powered(number, format, 3),
    compact(number, format) {
      const level = (exponent) => Math.min(Math.floor(Math.max(exponent - 1, 0) / 3) * 3, 12);
      const levels = NUMBERS[format.data].compact[format.compactDisplay];
      const at = (power) => places(scaled(number, levels[power] === null ? 0 : power), format);
      let power = number.digits ? level(number.exponent) : 0;
      let found = at(power);
      if (power < 12 && found.kept.exponent > 3 && levels[power] !== null) found = at((power += 3));
      else if (power < 12 && levels[power] === null && level(found.kept.exponent) > power) found = at((power = level(found.kept.exponent)));
      return { ...found, power };
    },
  };
  function powered(number, format, step) {
    const powerOf = (exponent) => Math.floor((exponent - 1) / step) * step;
    let power = number.digits ? powerOf(number.exponent) : 0;
    let found = places(scaled(number, power), format);
    if (found.kept.digits && found.kept.exponent > step) found = places(scaled(number, (power += step)), format);
    return { ...found, power };
  }

  const part = (type, value) => ({ type, value });

  function grouped(integer, format) {
    const { group } = NUMBERS[format.data];
    const least = { always: 4, auto: format.notation === "compact" ? 5 : 4, min2: 5 }[format.useGrouping] ?? Infinity;
    if (integer.length < least) return [part("integer", integer)];
    const parts = [];
    for (let at = integer.length % 3 || 3, from = 0; from < integer.length; from = at, at += 3) {
      if (from) parts.push(part("group", group));
      parts.push(part("integer", integer.slice(from, at)));
    }
    return parts;
  }

  // Digits with what the notation writes, without sign and unit; and whether they are zero.
  function body(number, format) {
    if (number.special) return { parts: [part(number.special === "NaN" ? "nan" : "infinity", number.special)], zero: number.special === "NaN" };
    const { kept, integer, fraction, power } = NOTATIONS[format.notation](number, format);
    const language = NUMBERS[format.data];
    const parts = grouped(integer, format);
    if (fraction) parts.push(part("decimal", language.decimal), part("fraction", fraction));
    if (format.notation === "compact") {
      const unit = language.compact[format.compactDisplay][power];
      if (unit) {
        const [one, other = one] = unit.text.split("|");
        const single = language.french ? Number(integer) < 2 : Number(integer) === 1 && !fraction;
        if (unit.space) parts.push(part("literal", unit.space));
        parts.push(part("compact", single ? one : other));
      }
    } else if (format.notation !== "standard") {
      parts.push(part("exponentSeparator", "E"));
      if (power < 0) parts.push(part("exponentMinusSign", "-"));
      parts.push(part("exponentInteger", String(Math.abs(power))));
    }
    return { parts, zero: !kept.digits, power };
  }

  function signOf(negative, zero, display) {
    switch (display) {
      case "never": return "";
      case "always": return negative ? "-" : "+";
      case "exceptZero": return zero ? "" : negative ? "-" : "+";
      case "negative": return negative && !zero ? "-" : "";
      default: return negative ? "-" : "";
    }
  }

  function toParts(value, format) {
    const percent = format.style === "percent";
    const number = percent ? scaled(value, -2) : value;
    const { parts, zero, power } = body(number, format);
    const sign = signOf(number.negative, zero, format.signDisplay);
    const language = NUMBERS[format.data];
    const mark = sign ? [part(sign === "-" ? "minusSign" : "plusSign", sign)] : [];
    if (percent) return [...mark, ...parts, ...(language.unitSpace ? [part("literal", language.unitSpace)] : []), part(format.notation === "compact" ? "unit" : "percentSign", "%")];
    if (format.style !== "currency") return [...mark, ...parts];
    const symbol = part("currency", symbolOf(format));
    const accounting = sign === "-" && format.currencySign === "accounting" && !(format.notation === "compact" && power) && language.accounting;
    const whole = language.currencyAfter
      ? [...parts, part("literal", "\u00a0"), symbol]
      : [symbol, ...(!value.special && /\p{L}$/u.test(symbol.value) ? [part("literal", "\u00a0")] : []), ...parts];
    return accounting ? [part("literal", "("), ...whole, part("literal", ")")] : [...mark, ...whole];
  }

  function symbolOf({ data, currency, currencyDisplay }) {
    const { symbols, narrow } = NUMBERS[data];
    const symbol = symbols[currency] ?? currency;
    return currencyDisplay === "code" ? currency : currencyDisplay === "narrowSymbol" ? narrow[currency] ?? symbol : symbol;
  }

  // How digits are rounded: by ECMA-402's order of what was given.
  function readDigits(format, options, leastFraction, mostFraction) {
    format.minimumIntegerDigits = count(options, "minimumIntegerDigits", 1, 21, 1);
    const least = count(options, "minimumFractionDigits", 0, 100);
    const most = count(options, "maximumFractionDigits", 0, 100);
    const significant = options.minimumSignificantDigits !== undefined || options.maximumSignificantDigits !== undefined;
    only(options, "roundingIncrement", "1", "round the number before it is formatted");
    only(options, "roundingPriority", "auto", "give digits of one kind, fraction or significant");
    format.mode = option(options, "roundingMode", MODES, "halfExpand");
    format.trailingZeroDisplay = option(options, "trailingZeroDisplay", ["auto", "stripIfInteger"], "auto");
    if (significant) {
      format.rounding = "significant";
      format.minimumSignificantDigits = count(options, "minimumSignificantDigits", 1, 21, 1);
      format.maximumSignificantDigits = count(options, "maximumSignificantDigits", format.minimumSignificantDigits, 21, 21);
    } else if (least !== undefined || most !== undefined || format.notation !== "compact") {
      format.rounding = "fraction";
      if (least !== undefined && most !== undefined && least > most) throw new RangeError("maximumFractionDigits value is out of range: it is less than minimumFractionDigits");
      format.minimumFractionDigits = least ?? Math.min(leastFraction, most ?? leastFraction);
      format.maximumFractionDigits = most ?? Math.max(mostFraction, least ?? mostFraction);
    } else {
      format.rounding = "compact";
    }
  }

  function read(locales, given_) {
    const options = given(given_);
    const { locale } = resolve(locales, "formats", { nu: ["latn"] });
    const format = { locale, data: dataOf(locale) };
    only(options, "numberingSystem", "latn");
    format.style = option(options, "style", ["decimal", "percent", "currency", "unit"], "decimal");
    if (format.style === "unit") refuse('style: "unit"', 'it is "decimal", "percent" or "currency"; write the unit after the number');
    const currency = option(options, "currency");
    if (currency !== undefined && !/^[a-z]{3}$/i.test(currency)) throw new RangeError(`Invalid currency code : ${currency.slice(0, 40)}`);
    const currencyDisplay = option(options, "currencyDisplay", ["code", "symbol", "narrowSymbol", "name"], "symbol");
    const currencySign = option(options, "currencySign", ["standard", "accounting"], "standard");
    if (format.style === "currency") {
      if (currency === undefined) throw new TypeError("Currency code is required with currency style.");
      if (currencyDisplay === "name") refuse('currencyDisplay: "name"', 'it is "symbol", "narrowSymbol" or "code"');
      Object.assign(format, { currency: currency.toUpperCase(), currencyDisplay, currencySign });
    }
    format.notation = option(options, "notation", ["standard", "scientific", "engineering", "compact"], "standard");
    const isMoney = format.style === "currency" && format.notation === "standard";
    const digits = isMoney ? CURRENCY_DIGITS[format.currency] ?? 2 : 0;
    readDigits(format, options, digits, isMoney ? digits : format.style === "percent" ? 0 : 3);
    if (format.notation === "compact") readCompact(format, options);
    format.useGrouping = grouping(options.useGrouping, format.notation === "compact" ? "min2" : "auto");
    format.signDisplay = option(options, "signDisplay", ["auto", "never", "always", "exceptZero", "negative"], "auto");
    if (format.signDisplay === "never" && format.currencySign) format.currencySign = "standard";
    return format;
  }

  function readCompact(format, options) {
    format.compactDisplay = option(options, "compactDisplay", ["short", "long"], "short");
    const english = format.data.startsWith("en");
    if (format.style === "percent" && !english) refuse(`a compact percentage in ${format.locale}`, "use en-US or en-GB");
    if (format.compactDisplay === "long" && !NUMBERS[format.data].compact.long) refuse(`compactDisplay: "long" in ${format.locale}`, 'use "short"');
    // With a currency, the short form is the only one.
    if (format.style === "currency" && format.compactDisplay === "long") format.compactDisplay = "short", format.shownDisplay = "long";
  }

  function grouping(value, otherwise) {
    if (value === undefined) return otherwise;
    if (value === true) return "always";
    if (!value) return false;
    const text = String(value);
    if (text === "true" || text === "false") return otherwise;
    if (!["min2", "auto", "always"].includes(text)) throw new RangeError(`Value ${text.slice(0, 40)} out of range for Intl.NumberFormat options property useGrouping`);
    return text;
  }

  class NumberFormat {
    #format;
    #bound;
    constructor(locales, options) {
      this.#format = read(locales, options);
    }
    get format() {
      return (this.#bound ??= (value) => text(numeric(value), this.#format));
    }
    formatToParts(value) {
      return toParts(numeric(value), this.#format).filter(({ value }) => value !== "");
    }
    resolvedOptions() {
      const f = this.#format;
      const shown = { locale: f.locale, numberingSystem: "latn", style: f.style };
      const isSignificant = f.rounding === "significant";
      const copy = (...names) => names.forEach((name) => f[name] !== undefined && (shown[name] = f[name]));
      copy("currency", "currencyDisplay", "currencySign", "minimumIntegerDigits");
      if (f.rounding === "compact") Object.assign(shown, { minimumFractionDigits: 0, maximumFractionDigits: 0, minimumSignificantDigits: 1, maximumSignificantDigits: 2 });
      else if (isSignificant) copy("minimumSignificantDigits", "maximumSignificantDigits");
      else copy("minimumFractionDigits", "maximumFractionDigits");
      copy("useGrouping", "notation");
      if (f.compactDisplay) shown.compactDisplay = f.shownDisplay ?? f.compactDisplay;
      copy("signDisplay");
      return { ...shown, roundingIncrement: 1, roundingMode: f.mode, roundingPriority: f.rounding === "compact" ? "morePrecision" : "auto", trailingZeroDisplay: f.trailingZeroDisplay };
    }
  }
  const text = (value, format) => {
    let whole = "";
    for (const part of toParts(value, format)) whole += part.value;
    return whole;
  };
  for (const name of ["formatRange", "formatRangeToParts"]) hidden(NumberFormat.prototype, { [name]() { refuse(`${name} of numbers`, "format both ends and join them"); } });
  // Callable without `new`, as it is everywhere.
  const callable = new Proxy(NumberFormat, { apply: (target, _, args) => new target(...args) });
  hidden(NumberFormat.prototype, { constructor: callable });
  add("NumberFormat", callable, "formats");

  // Most calls name nothing: one format serves them.
  const plain = read(DEFAULT, undefined);
  const format = (value, locales, options) => text(decimal(value), locales === undefined && options === undefined ? plain : read(locales, options));
  const { valueOf } = Number.prototype;
  const bigValueOf = BigInt.prototype.valueOf;
  hidden(Number.prototype, { toLocaleString(locales = undefined, options = undefined) { return format(valueOf.call(this), locales, options); } });
  hidden(BigInt.prototype, { toLocaleString(locales = undefined, options = undefined) { return format(bigValueOf.call(this), locales, options); } });

  Object.assign(exports.intl, { decimal, numeric, places, readDigits, scaled });
})
