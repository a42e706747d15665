// Intl.Collator, PluralRules, ListFormat and RelativeTimeFormat, and what the prototypes of texts and lists have of Intl. The
// order of texts is Rust's.
(function (native, exports) {
  "use strict";
  const { add, hidden, refuse, tags, resolve, option, flag, given, object, only, DEFAULT } = exports.intl;
  const { numeric, places, readDigits } = exports.intl;

  const STRENGTHS = { base: 0, accent: 1, case: 4, variant: 2 };
  const FIRST = { upper: 16, lower: 32, false: 0 };

  // The regions that the order's data names; others are their language.
  const OWN_ORDERS = ["en-US", "de-AT", "de-DE", "fr-FR", "ga-IE", "id-ID", "it-IT"];

  function readOrder(locales, given_) {
    const { locale, full, keywords } = resolve(locales, "order", { kn: ["", "true", "false"], kf: ["upper", "lower", "false"] });
    const options = given(given_);
    only(options, "usage", "sort", "to search, compare with sensitivity: \"base\"");
    only(options, "collation", "default");
    const kn = keywords.kn === undefined ? false : keywords.kn !== "false";
    const order = {
      locale: (OWN_ORDERS.includes(locale) ? locale : locale.split("-")[0]) + full.slice(locale.length),
      sensitivity: option(options, "sensitivity", Object.keys(STRENGTHS), "variant"),
      ignorePunctuation: flag(options, "ignorePunctuation", false),
      numeric: flag(options, "numeric", kn),
      caseFirst: option(options, "caseFirst", Object.keys(FIRST), keywords.kf ?? "false"),
    };
    option(options, "localeMatcher", ["lookup", "best fit"]);
    order.key = STRENGTHS[order.sensitivity] + (order.numeric ? 8 : 0) + FIRST[order.caseFirst] + (order.ignorePunctuation ? 64 : 0);
    return order;
  }
  const whole = (text) => (text.isWellFormed() ? text : text.toWellFormed());
  const compare = (a, b, key) => (a === b ? 0 : native.collate(whole(a), whole(b), key));

  class Collator {
    #order;
    #bound;
    constructor(locales, options) {
      this.#order = readOrder(locales, options);
    }
    get compare() {
      const { key } = this.#order;
      return (this.#bound ??= (a, b) => compare(String(a), String(b), key));
    }
    resolvedOptions() {
      const { locale, sensitivity, ignorePunctuation, numeric, caseFirst } = this.#order;
      return { locale, usage: "sort", sensitivity, ignorePunctuation, collation: "default", numeric, caseFirst };
    }
  }
  const callable = new Proxy(Collator, { apply: (target, _, args) => new target(...args) });
  hidden(Collator.prototype, { constructor: callable });
  add("Collator", callable, "order");

  const plain = readOrder(DEFAULT, undefined).key;
  const texts = {
    localeCompare(that, locales = undefined, options = undefined) {
      if (this === undefined || this === null) throw new TypeError("String.prototype.localeCompare called on null or undefined");
      return compare(String(this), String(that), locales === undefined && options === undefined ? plain : readOrder(locales, options).key);
    },
  };
  // Letters change their case alike in all languages but these.
  const OWN_CASES = ["tr", "az", "lt", "el", "hy"];
  for (const name of ["toLocaleUpperCase", "toLocaleLowerCase"]) {
    const change = String.prototype[name];
    Object.assign(texts, {
      [name](locales = undefined) {
        const language = tags(locales)[0]?.name.split("-")[0];
        if (OWN_CASES.includes(language)) refuse(`${name} in ${language}`, "leave the locale out for what other languages have");
        return change.call(this);
      },
    });
  }
  hidden(String.prototype, texts);

  // Elements are asked as what they are formatted with says.
  const listed = {
    toLocaleString(locales = undefined, options = undefined) {
      const items = [];
      for (let i = 0; i < this.length; i++) items.push(this[i] === undefined || this[i] === null ? "" : String(this[i].toLocaleString(locales, options)));
      return items.join(",");
    },
  };
  hidden(Array.prototype, listed);
  const typed = Object.getPrototypeOf(Uint8Array.prototype);
  const { keys } = typed;
  hidden(typed, {
    toLocaleString(locales = undefined, options = undefined) {
      // Refuses what is no typed array, or has no buffer any more.
      keys.call(this);
      return listed.toLocaleString.call(this, locales, options);
    },
  });

  // As English and German have it: one thing is "one".
  const RULES = {
    cardinal: { names: ["one", "other"], of: (digits, fraction) => (Number(digits) === 1 && !fraction ? "one" : "other") },
    ordinal: {
      names: ["one", "two", "few", "other"],
      of(digits, fraction) {
        if (fraction || /1[123]$/.test(digits)) return "other";
        return { 1: "one", 2: "two", 3: "few" }[digits.at(-1)] ?? "other";
      },
    },
  };

  class PluralRules {
    #rules;
    constructor(locales, given_) {
      const options = given(given_);
      const { locale } = resolve(locales, "english");
      const type = option(options, "type", ["cardinal", "ordinal"], "cardinal");
      only(options, "notation", "standard");
      this.#rules = { locale, type, notation: "standard" };
      readDigits(this.#rules, options, 0, 3);
    }
    select(value) {
      const number = numeric(value);
      if (number.special) return "other";
      const { integer, fraction } = places(number, this.#rules);
      return RULES[this.#rules.type].of(integer, fraction);
    }
    resolvedOptions() {
      const { locale, type, mode, trailingZeroDisplay, rounding } = this.#rules;
      const shown = { locale, type };
      const digits = rounding === "significant" ? "SignificantDigits" : "FractionDigits";
      for (const name of ["minimumIntegerDigits", "minimum" + digits, "maximum" + digits]) shown[name] = this.#rules[name];
      return { ...shown, pluralCategories: [...RULES[type].names], roundingIncrement: 1, roundingMode: mode, roundingPriority: "auto", trailingZeroDisplay };
    }
  }
  hidden(PluralRules.prototype, { selectRange() { refuse("selectRange", "select for the range's end") } });
  add("PluralRules", PluralRules, "english");

  // Between two items, between the last two of more, and between the others.
  function joints(locale, type, style) {
    const british = locale === "en-GB";
    if (type === "unit") return style === "narrow" ? [" ", " ", " "] : [", ", ", ", ", "];
    if (type === "conjunction" && style === "narrow") return [", ", ", ", ", "];
    const word = type === "disjunction" ? "or" : style === "short" && !british ? "&" : "and";
    return [` ${word} `, `${british ? "" : ","} ${word} `, ", "];
  }

  class ListFormat {
    #list;
    constructor(locales, given_) {
      const options = object(given_);
      const { locale } = resolve(locales, "english");
      const type = option(options, "type", ["conjunction", "disjunction", "unit"], "conjunction");
      this.#list = { locale, type, style: option(options, "style", ["long", "short", "narrow"], "long") };
    }
    formatToParts(items) {
      const texts = items === undefined ? [] : Array.from(items);
      for (const text of texts) if (typeof text !== "string") throw new TypeError("Iterable yielded a value which is not a string");
      const [pair, last, between] = joints(this.#list.locale, this.#list.type, this.#list.style);
      const parts = [];
      texts.forEach((value, i) => {
        const joint = texts.length === 2 ? pair : i === texts.length - 1 ? last : between;
        if (i) parts.push({ type: "literal", value: joint });
        parts.push({ type: "element", value });
      });
      return parts;
    }
    format(items) {
      return this.formatToParts(items).map(({ value }) => value).join("");
    }
    resolvedOptions() {
      return { ...this.#list };
    }
  }
  add("ListFormat", ListFormat, "english");

  const UNITS = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"];
  // Short and narrow names, singular and plural; en-US's.
  const SHORT = { year: "yr.", quarter: "qtr.|qtrs.", month: "mo.", week: "wk.", day: "day|days", hour: "hr.", minute: "min.", second: "sec." };
  const NARROW = { year: "y", quarter: "q", month: "mo", week: "w", day: "d", hour: "h", minute: "m", second: "s" };
  const NOTED = { day: ["yesterday", "today", "tomorrow"], second: { 1: "now" } };

  function noted(unit, value, style) {
    if (NOTED[unit]) return NOTED[unit][value + 1];
    const isClock = unit === "hour" || unit === "minute";
    const name = style === "long" || isClock ? unit : SHORT[unit].split("|")[0];
    return isClock && value ? undefined : `${["last", "this", "next"][value + 1]} ${name}`;
  }

  class RelativeTimeFormat {
    #format;
    #numbers;
    constructor(locales, given_) {
      const options = given(given_);
      const { locale } = resolve(locales, "english", { nu: ["latn"] });
      only(options, "numberingSystem", "latn");
      const style = option(options, "style", ["long", "short", "narrow"], "long");
      if (style !== "long" && locale === "en-GB") refuse(`style: "${style}" of times in en-GB`, 'use "long", or en-US');
      this.#format = { locale, style, numeric: option(options, "numeric", ["always", "auto"], "always") };
      this.#numbers = new Intl.NumberFormat(locale);
    }
    formatToParts(value, named) {
      const unit = String(named).replace(/s$/, "");
      if (!UNITS.includes(unit)) throw new RangeError(`Invalid unit argument for format() '${String(named).slice(0, 40)}'`);
      const number = Number(value);
      if (!Number.isFinite(number)) throw new RangeError("Invalid number value");
      const { style, numeric } = this.#format;
      const word = numeric === "auto" && [-1, 0, 1].includes(number) ? noted(unit, number, style) : undefined;
      if (word) return [{ type: "literal", value: word }];
      const isPast = number < 0 || Object.is(number, -0);
      const digits = this.#numbers.formatToParts(Math.abs(number));
      const isOne = digits.length === 1 && digits[0].value === "1";
      const [one, other = one] = (style === "long" ? `${unit}|${unit}s` : (style === "short" ? SHORT : NARROW)[unit]).split("|");
      const after = (style === "narrow" ? "" : " ") + (isOne ? one : other) + (isPast ? " ago" : "");
      const parts = digits.map((part) => ({ ...part, unit }));
      return [...(isPast ? [] : [{ type: "literal", value: "in " }]), ...parts, { type: "literal", value: after }];
    }
    format(value, unit) {
      return this.formatToParts(value, unit).map((part) => part.value).join("");
    }
    resolvedOptions() {
      return { ...this.#format, numberingSystem: "latn" };
    }
  }
  add("RelativeTimeFormat", RelativeTimeFormat, "english");

  // What was shared is the prelude's alone from here on.
  delete exports.intl;
})
