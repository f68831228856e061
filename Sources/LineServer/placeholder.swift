// Empty until its first source lands.
