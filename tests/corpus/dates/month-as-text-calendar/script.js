/* Draws a month like `cal` does, weeks from Monday. */
const NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

class Month {
  constructor(year, month) {
    this.year = year;
    this.month = month;
  }
  get length() {
    return new Date(Date.UTC(this.year, this.month, 0)).getUTCDate();
  }
  get firstColumn() {
    return (new Date(Date.UTC(this.year, this.month - 1, 1)).getUTCDay() + 6) % 7;
  }
  *weeks() {
    let week = Array(this.firstColumn).fill(0);
    for (let day = 1; day <= this.length; day++) {
      week.push(day);
      if (week.length === 7) {
        yield week;
        week = [];
      }
    }
    if (week.length) yield [...week, ...Array(7 - week.length).fill(0)];
  }
  toString() {
    const title = `${NAMES[this.month - 1]} ${this.year}`;
    const lines = [...this.weeks()].map((w) => w.map((d) => (d ? String(d).padStart(2) : "  ")).join(" ").trimEnd());
    return [" ".repeat(Math.floor((20 - title.length) / 2)) + title, "Mo Tu We Th Fr Sa Su", ...lines].join("\n");
  }
}

const months = [new Month(2024, 2), new Month(2021, 2), new Month(2023, 10)];
months.forEach((m) => console.log(`${m}`));
return { text: String(months[0]), weeks: months.map((m) => [...m.weeks()].length), grid: [...months[1].weeks()] };
