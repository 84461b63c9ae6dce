"""What every package stands on: database, accounts, texts, workflow, clock, outbox."""
