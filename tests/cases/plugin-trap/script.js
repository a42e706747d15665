return await tools.faulty.trap();
