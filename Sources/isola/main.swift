print("isola")
