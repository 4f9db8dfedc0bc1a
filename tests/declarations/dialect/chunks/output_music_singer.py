async def execute(**parameters):
    return None
