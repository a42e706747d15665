return await tools.faulty.data();
