"""What staff run; arrives with the incubation desk."""
