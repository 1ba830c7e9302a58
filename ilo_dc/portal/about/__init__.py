"""What the portal says of itself: accessibility, privacy, licences of the data, tours."""
