return await tools.faulty.log();
