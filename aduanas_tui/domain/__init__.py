"""What is true of the business without a database: rules, words, money, states. No I/O."""
