from azotte_sandbox.cli import main

main()
