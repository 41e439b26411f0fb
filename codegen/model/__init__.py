"""The one model of the contract. Emitters read it, and nothing else of the contract.

- `read` reads a bundle into an `Api` (`operations`), whose types are in `types`.
- `capabilities` lists what a contract can say, and what is rejected with its remedy.
- `names` gives identifiers, and `texts` escapes texts, for the languages of the emitters.
"""
