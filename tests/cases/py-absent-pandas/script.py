import json
import pandas as pd
