"""Many designs: sweeps that resume, sensitivities, fronts, maps."""
