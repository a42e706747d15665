// What all of `Intl` shares: which languages there are, and how options are read. Whatever has no data here is refused by
// name: text in another language's form would be wrong without a word.
(function (native, exports) {
  "use strict";

  const DEFAULT = "en-US";
  const FORMATS = ["en", "en-US", "en-GB", "de", "de-DE", "fr", "fr-FR"];
  const DATES = [...FORMATS, "en-CA", "sv-SE"];
  const ENGLISH = ["en", "en-US", "en-GB"];
  // The languages whose order is CLDR's root: they change nothing in it, whatever the region (but see NOT_ROOT).
  const ROOT_ORDER = ["en", "de", "fr", "it", "nl", "pt", "id", "ms", "ga", "sw", "lb"];
  const NOT_ROOT = ["fr-CA"];

  const refuse = (what, instead) => {
    throw new RangeError(`${what} is not supported in this sandbox: ${instead}`);
  };

  // The tags of a list of locales in their usual case, with the keywords of their Unicode extensions.
  function tags(locales) {
    if (locales === undefined) return [];
    if (locales === null) throw new TypeError("Cannot convert undefined or null to object");
    const list = typeof locales === "string" || locales instanceof Locale ? [locales] : Array.from(Object(locales));
    return list.map(parse);
  }

  function parse(tag) {
    if (tag instanceof Locale) tag = tag.toString();
    if (typeof tag !== "string") throw new TypeError("Language ID should be string or object.");
    const match = /^([a-z]{2,3}|[a-z]{5,8})(-[a-z]{4})?(-[a-z]{2}|-\d{3})?((?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)(?:-u((?:-[a-z\d]{2,8})+))?(-x(?:-[a-z\d]{1,8})+)?$/i.exec(tag);
    if (!match) throw new RangeError(`Incorrect locale information provided: ${JSON.stringify(tag.slice(0, 40))}`);
    const [, language, script = "", region = "", variants, extension = "", own = ""] = match;
    const name = language.toLowerCase() + (script && "-" + script[1].toUpperCase() + script.slice(2).toLowerCase()) + region.toUpperCase() + variants.toLowerCase() + own.toLowerCase();
    const keywords = {};
    let key;
    for (const word of extension.toLowerCase().split("-").slice(1)) {
      if (word.length === 2) keywords[(key = word)] = "";
      else if (key === undefined) refuse(`the locale ${JSON.stringify(tag)}`, "leave its attributes out");
      else keywords[key] += (keywords[key] && "-") + word;
    }
    const rest = Object.keys(keywords).sort().map((k) => `-${k}${keywords[k] && keywords[k] !== "true" ? "-" + keywords[k] : ""}`).join("");
    return { name, keywords, full: name + (rest && "-u" + rest) };
  }

  const orders = (name) => ROOT_ORDER.includes(name.split("-")[0]) && /^[a-z]{2}(-Latn)?(-[A-Z]{2})?$/.test(name) && !NOT_ROOT.includes(name);
  // By what they are for: whether a language is there, and how that is said.
  const SERVICES = {
    formats: [(name) => FORMATS.includes(name), FORMATS.join(", ")],
    dates: [(name) => DATES.includes(name), DATES.join(", ")],
    english: [(name) => ENGLISH.includes(name), ENGLISH.join(", ")],
    order: [orders, `${ROOT_ORDER.join(", ")} (not ${NOT_ROOT.join(", ")})`],
  };

  // The locale that a service speaks: the first that was asked for. What one of its `keys` says comes along.
  function resolve(locales, service, keys) {
    const [first] = tags(locales);
    if (!first) return { locale: DEFAULT, full: DEFAULT, keywords: {} };
    const [supports, names] = SERVICES[service];
    if (!supports(first.name)) refuse(`the locale ${JSON.stringify(first.name)}`, `use one of ${names}, or leave it out for ${DEFAULT}`);
    for (const [key, value] of Object.entries(first.keywords)) {
      if (!keys?.[key]?.includes(value)) refuse(`"-u-${key}-${value}" in a locale`, "use an option instead");
    }
    return { locale: first.name, full: first.full, keywords: first.keywords };
  }

  function supported(locales, service) {
    return tags(locales).filter(({ name }) => SERVICES[service][0](name)).map(({ full }) => full);
  }

  // The data's locale: a language alone stands for its first region.
  const REGION = { en: "en-US", de: "de-DE", fr: "fr-FR" };
  const dataOf = (locale) => REGION[locale] ?? locale;

  function option(options, name, values, otherwise) {
    const value = options[name];
    if (value === undefined) return otherwise;
    const text = String(value);
    if (values && !values.includes(text)) throw new RangeError(`Value ${text.slice(0, 40)} out of range for Intl options property ${name}: it is one of ${values.join(", ")}`);
    return text;
  }

  function count(options, name, least, most, otherwise) {
    const value = options[name];
    if (value === undefined) return otherwise;
    const number = Number(value);
    if (!(number >= least && number <= most)) throw new RangeError(`${name} value is out of range: it is a number from ${least} to ${most}`);
    return Math.floor(number);
  }

  function flag(options, name, otherwise) {
    return options[name] === undefined ? otherwise : Boolean(options[name]);
  }

  const given = (options) => {
    if (options === null) throw new TypeError("Cannot convert undefined or null to object");
    return options === undefined ? Object.create(null) : Object(options);
  };
  // For the formats that take no other values in place of an object.
  const object = (options) => {
    if (options !== undefined && (typeof options !== "object" || options === null)) throw new TypeError("options must be an object");
    return given(options);
  };

  // Of these, only the values that are supported; whatever else there is says so.
  function only(options, name, value, instead) {
    const found = options[name];
    if (found !== undefined && String(found) !== value) refuse(`${name}: ${JSON.stringify(String(found).slice(0, 40))}`, instead ?? `leave it out for ${JSON.stringify(value)}`);
  }
  const never = (options, name, instead) => {
    if (options[name] !== undefined) refuse(`the option ${name}`, instead);
  };

  class Locale {
    #tag;
    constructor(tag, options) {
      this.#tag = parse(tag);
      for (const name of Object.keys(object(options))) refuse(`the option ${name} of Intl.Locale`, "write it into the tag");
    }
    get baseName() {
      return this.#tag.name;
    }
    get language() {
      return this.#tag.name.split("-")[0];
    }
    get script() {
      return /-([A-Z][a-z]{3})(?=-|$)/.exec(this.#tag.name)?.[1];
    }
    get region() {
      return /-([A-Z]{2}|\d{3})(?=-|$)/.exec(this.#tag.name)?.[1];
    }
    toString() {
      return this.#tag.full;
    }
  }

  const hidden = (target, members) => {
    for (const [name, value] of Object.entries(members)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
  };
  const named = (target, name) => Object.defineProperty(target, Symbol.toStringTag, { value: name, configurable: true });

  const Intl = {};
  named(Intl, "Intl");
  const add = (name, constructor, service) => {
    hidden(Intl, { [name]: constructor });
    named(constructor.prototype, `Intl.${name}`);
    if (service) hidden(constructor, { supportedLocalesOf: (locales) => supported(locales, service) });
  };
  add("Locale", Locale);
  hidden(Intl, { getCanonicalLocales: (locales) => [...new Set(tags(locales).map(({ full }) => full))] });
  for (const name of ["Segmenter", "DisplayNames", "DurationFormat", "supportedValuesOf"]) {
    const there = "Collator, DateTimeFormat, ListFormat, NumberFormat, PluralRules and RelativeTimeFormat";
    hidden(Intl, { [name]: function () { refuse(`Intl.${name}`, `Intl has ${there}`); } });
  }
  Object.defineProperty(globalThis, "Intl", { value: Intl, writable: true, configurable: true });

  exports.intl = { Intl, DEFAULT, add, hidden, refuse, tags, resolve, dataOf, option, count, flag, given, object, only, never };
})
