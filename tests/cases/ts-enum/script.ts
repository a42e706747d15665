enum Level { Low, High = 5, Higher }
const enum Kind { A = "a", B = "b" }
return [Level.High, Level[6], Kind.B, Level.Higher];
