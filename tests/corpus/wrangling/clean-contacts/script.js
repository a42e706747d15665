async function main() {
  // Clean up the raw contact list: names, e-mail addresses, phone numbers
  const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

  const titleCase = (text) =>
    text
      .trim()
      .replace(/\s+/g, " ")
      .toLowerCase()
      .replace(/(^|[\s'-])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase());

  const cleanPhone = (raw) => {
    const digits = (raw ?? "").replace(/\(0\)/, "").replace(/[^\d+]/g, "");
    return digits.length >= 7 ? digits : null;
  };

  const issues = [];
  const contacts = input
    .map((contact, row) => {
      const name = titleCase(contact.name ?? "");
      const email = (contact.email ?? "").trim().toLowerCase() || null;
      if (!name) issues.push({ row, issue: "missing name" });
      if (email && !EMAIL.test(email)) issues.push({ row, issue: `invalid email: ${email}` });
      return { name, email: email && EMAIL.test(email) ? email : null, phone: cleanPhone(contact.phone) };
    })
    .filter(({ name }) => name);

  console.log(`${contacts.length} of ${input.length} contacts kept`);
  return { contacts, issues };
}
