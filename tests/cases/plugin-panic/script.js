return await tools.faulty.panic();
