import re

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def clean_name(raw):
    return " ".join(raw.split()).title()


def clean_phone(raw):
    if not raw:
        return None
    digits = re.sub(r"[^\d+]", "", raw.replace("(0)", ""))
    return digits if len(digits) >= 7 else None


contacts, issues = [], []
for row, contact in enumerate(input):
    name = clean_name(contact.get("name") or "")
    email = (contact.get("email") or "").strip().lower() or None
    if not name:
        issues.append({"row": row, "issue": "missing name"})
    if email and not EMAIL.fullmatch(email):
        issues.append({"row": row, "issue": f"invalid email: {email}"})
        email = None
    if name:
        contacts.append({"name": name, "email": email, "phone": clean_phone(contact.get("phone"))})

print(f"{len(contacts)} of {len(input)} contacts kept")
{"contacts": contacts, "issues": issues}
