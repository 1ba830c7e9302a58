"""The ILO's revenue as the UN CEB publishes it, in two publications."""
