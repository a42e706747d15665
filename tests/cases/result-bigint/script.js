return { order: { id: 12345678901234567890n } };
