// What numbers look like in the languages of Intl.NumberFormat: data of CLDR 48 and nothing else.
(function (native, exports) {
  "use strict";

  // Symbols that are not the currency's code; the narrow ones where they are others.
  const SYMBOLS = {
    "en-US": {
      AUD: "A$", BRL: "R$", CAD: "CA$", CNY: "CN¥", EUR: "€", GBP: "£", HKD: "HK$", ILS: "₪", INR: "₹", JPY: "¥", KRW: "₩",
      MXN: "MX$", NZD: "NZ$", PHP: "₱", TWD: "NT$", USD: "$", VND: "₫", XAF: "FCFA", XCD: "EC$", XCG: "Cg.", XOF: "F\u202fCFA",
      XPF: "CFPF",
    },
    "en-GB": {
      JPY: "JP¥", USD: "US$",
    },
    "de-DE": {
      AUD: "AU$", PHP: "PHP", THB: "฿",
    },
    "fr-FR": {
      ARS: "$AR", AUD: "$AU", BMD: "$BM", BND: "$BN", BZD: "$BZ", CAD: "$CA", CLP: "$CL", CNY: "CNY", COP: "$CO", FJD: "$FJ",
      FKP: "£FK", GBP: "£GB", GIP: "£GI", HKD: "HKD", JPY: "JPY", LBP: "£LB", MXN: "$MX", NAD: "$NA", NZD: "$NZ", PHP: "PHP",
      SBD: "$SB", SGD: "$SG", SRD: "$SR", TTD: "$TT", TWD: "TWD", USD: "$US", UYU: "$UY", WST: "$WS", XCD: "XCD", XPF: "FCFP",
    },
  };
  const NARROW = {
    "en-US": {
      AFN: "؋", AMD: "֏", AOA: "Kz", ARS: "$", AUD: "$", AZN: "₼", BAM: "KM", BBD: "$", BDT: "৳", BMD: "$", BND: "$",
      BOB: "Bs", BRL: "R$", BSD: "$", BWP: "P", BZD: "$", CAD: "$", CLP: "$", CNY: "¥", COP: "$", CRC: "₡", CUC: "$", CUP: "$",
      CZK: "Kč", DKK: "kr", DOP: "$", EGP: "E£", EUR: "€", FJD: "$", FKP: "£", GBP: "£", GEL: "₾", GHS: "GH₵", GIP: "£",
      GNF: "FG", GTQ: "Q", GYD: "$", HKD: "$", HNL: "L", HRK: "kn", HUF: "Ft", IDR: "Rp", ILS: "₪", INR: "₹", ISK: "kr",
      JMD: "$", JPY: "¥", KGS: "⃀", KHR: "៛", KMF: "CF", KPW: "₩", KRW: "₩", KYD: "$", KZT: "₸", LAK: "₭", LBP: "L£",
      LKR: "Rs", LRD: "$", MGA: "Ar", MMK: "K", MNT: "₮", MUR: "Rs", MXN: "$", MYR: "RM", NAD: "$", NGN: "₦", NIO: "C$",
      NOK: "kr", NPR: "Rs", NZD: "$", PHP: "₱", PKR: "Rs", PLN: "zł", PYG: "₲", RON: "lei", RUB: "₽", RWF: "RF", SBD: "$",
      SEK: "kr", SGD: "$", SHP: "£", SRD: "$", SSP: "£", STN: "Db", SYP: "£", THB: "฿", TOP: "T$", TRY: "₺", TTD: "$",
      TWD: "$", UAH: "₴", USD: "$", UYU: "$", VND: "₫", XAF: "FCFA", XCD: "$", XCG: "Cg.", XOF: "F\u202fCFA", XPF: "CFPF",
      ZAR: "R", ZMW: "ZK",
    },
    "en-GB": {
    },
    "de-DE": {
      BYN: "р.", CUC: "Cub$", FKP: "Fl£", GHS: "₵", GNF: "F.G.", KMF: "FC", RON: "L", RWF: "F.Rw", SYP: "SYP", TWD: "NT$",
      ZMW: "K",
    },
    "fr-FR": {
      BYN: "р.", EGP: "£E", KMF: "FC", LBP: "£L", NIO: "$C", RON: "L", RWF: "FR", TOP: "$T", TWD: "NT$", WST: "$WS",
      XPF: "FCFP", ZMW: "Kw",
    },
  };
  const symbols = (locale) => ({ symbols: { ...SYMBOLS["en-US"], ...SYMBOLS[locale] }, narrow: { ...NARROW["en-US"], ...NARROW[locale] } });

  // What follows a number by its power of ten, singular and plural; null where the number is written out.
  const unit = (text, space = "") => ({ text, space });
  const powers = (space, ...texts) => ({ 0: undefined, ...Object.fromEntries(texts.map((text, i) => [3 * i + 3, text && unit(text, space)])) });
  const ENGLISH = powers(" ", "thousand", "million", "billion", "trillion");

  exports.intl.NUMBERS = {
    "en-US": { decimal: ".", group: ",", accounting: true, ...symbols("en-US"), compact: { short: powers("", "K", "M", "B", "T"), long: ENGLISH } },
    "en-GB": { decimal: ".", group: ",", accounting: true, ...symbols("en-GB"), compact: { short: powers("", "k", "m", "bn", "tn"), long: ENGLISH } },
    "de-DE": {
      decimal: ",", group: ".", accounting: false, unitSpace: "\u00a0", currencyAfter: true, ...symbols("de-DE"),
      compact: {
        short: powers("\u00a0", null, "Mio.", "Mrd.", "Bio."),
        long: powers(" ", "Tausend", "Million|Millionen", "Milliarde|Milliarden", "Billion|Billionen"),
      },
    },
    "fr-FR": {
      decimal: ",", group: "\u202f", accounting: true, unitSpace: "\u00a0", currencyAfter: true, french: true, ...symbols("fr-FR"),
      compact: { short: powers("\u00a0", "k", "M", "Md", "Bn") },
    },
  };

  // Digits after the point, where they are not two.
  exports.intl.CURRENCY_DIGITS = {};
  const digits = (count, codes) => codes.split(" ").forEach((code) => (exports.intl.CURRENCY_DIGITS[code] = count));
  digits(0, "AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PKR PYG RWF SLL SOS SYP UGX VND VUV XAF XOF XPF YER");
  digits(3, "BHD JOD KWD LYD OMR TND");
})
