const date = new Date(Date.UTC(2024, 1, 29, 12));
return [date.toISOString(), date.getDay(), new Date('2024-02-29T12:00:00Z') - date, JSON.stringify({ date }), new Date(NaN).getTime()];
