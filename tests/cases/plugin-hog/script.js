return await tools.faulty.hog();
