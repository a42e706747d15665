return await tools.faulty.bad_data().catch((error) => error.data);
