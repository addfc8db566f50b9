"""Who answers for a matter: ordered rules of the city, what is wrong with them, and whom a change would move."""
